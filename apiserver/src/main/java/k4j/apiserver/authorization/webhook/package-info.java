/// Authorizers that a file lists (AuthorizationConfiguration), among them those that others serve.
@NullMarked
package k4j.apiserver.authorization.webhook;

import org.jspecify.annotations.NullMarked;
