/// The definitions of OpenAPI.
@NullMarked
package k4j.apiserver.openapi.schema;

import org.jspecify.annotations.NullMarked;
