/// The paths of OpenAPI, before they are written in the words of one of its versions.
@NullMarked
package k4j.apiserver.openapi.path;

import org.jspecify.annotations.NullMarked;
