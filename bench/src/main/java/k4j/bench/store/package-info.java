/// The embedded store measured, next to etcd.
@NullMarked
package k4j.bench.store;

import org.jspecify.annotations.NullMarked;
