/// What the server serves, described as OpenAPI v2 and v3.
@NullMarked
package k4j.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
