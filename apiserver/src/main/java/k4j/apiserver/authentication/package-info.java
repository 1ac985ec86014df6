/// Who is asking: certificates, tokens, proxies, impersonation.
@NullMarked
package k4j.apiserver.authentication;

import org.jspecify.annotations.NullMarked;
