/// Reading: get, list, selectors, pages.
@NullMarked
package k4j.apiserver.list;

import org.jspecify.annotations.NullMarked;
