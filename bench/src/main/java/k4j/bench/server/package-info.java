/// The same load on any API server: k4j's, or the real one beside it.
@NullMarked
package k4j.bench.server;

import org.jspecify.annotations.NullMarked;
