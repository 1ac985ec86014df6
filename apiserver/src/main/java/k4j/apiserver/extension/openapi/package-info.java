/// Custom resources in OpenAPI.
@NullMarked
package k4j.apiserver.extension.openapi;

import org.jspecify.annotations.NullMarked;
