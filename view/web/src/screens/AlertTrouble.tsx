import type { AlertReport } from "../protocol";
import { manyLines, oneLine } from "../text/safe";

/** What keeps alerts from being right. */
export function AlertTrouble({ report }: { report: AlertReport }) {
  return (
    <>
      {report.fileProblem !== "" && (
        <div class="banner banner-lines" role="alert">
          <p>The rules file is broken, so the rules from before stay in force. Mend it: it is read again by itself.</p>
          <p class="banner-more">{manyLines(report.fileProblem, 2_000)}</p>
        </div>
      )}
      {report.problem !== undefined && report.problem !== "" && (
        <p class="banner" role="alert">
          Nothing is judged now: {oneLine(report.problem)}
        </p>
      )}
    </>
  );
}
