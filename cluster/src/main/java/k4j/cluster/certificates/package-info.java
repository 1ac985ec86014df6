/// Keys and certificates of a cluster: made once, kept in private files, renewed in time.
@NullMarked
package k4j.cluster.certificates;

import org.jspecify.annotations.NullMarked;
