/// Tokens of service accounts: given out, checked, and described to others.
@NullMarked
package k4j.apiserver.token;

import org.jspecify.annotations.NullMarked;
