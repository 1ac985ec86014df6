/// Users by bearer tokens that a server of the cluster's owner knows.
@NullMarked
package k4j.apiserver.authentication.webhook;

import org.jspecify.annotations.NullMarked;
