/// JSONPath as Kubernetes writes it.
@NullMarked
package k4j.api.jsonpath;

import org.jspecify.annotations.NullMarked;
