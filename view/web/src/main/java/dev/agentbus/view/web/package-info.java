/// The dashboard's files, out of this jar to browsers. Enters: what `build.mjs` made of the TypeScript in `src`;
/// leaves:
/// pages whose data comes over the REST and `/ws` of the view. Start at [PageService].
@NullMarked
package dev.agentbus.view.web;

import org.jspecify.annotations.NullMarked;
