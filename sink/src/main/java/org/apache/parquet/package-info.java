/// What parquet-java keeps to its own package and reading without Hadoop needs.
package org.apache.parquet;
