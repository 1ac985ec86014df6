/// The objects that every cluster has from its first start.
@NullMarked
package k4j.apiserver.bootstrap;

import org.jspecify.annotations.NullMarked;
