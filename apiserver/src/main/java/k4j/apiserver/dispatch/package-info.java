/// From a request to the class that answers it.
@NullMarked
package k4j.apiserver.dispatch;

import org.jspecify.annotations.NullMarked;
