/// One request: what it asks, what answers it, the filters in between.
@NullMarked
package k4j.apiserver.request;

import org.jspecify.annotations.NullMarked;
