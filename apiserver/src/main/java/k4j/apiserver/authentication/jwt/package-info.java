/// Users by the tokens of OpenID providers (AuthenticationConfiguration).
@NullMarked
package k4j.apiserver.authentication.jwt;

import org.jspecify.annotations.NullMarked;
