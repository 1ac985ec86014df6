/// What is served below one object and is more than a part of it.
@NullMarked
package k4j.apiserver.subresource;

import org.jspecify.annotations.NullMarked;
