/// Tokens by which new nodes join: what they vouch for, and their end.
@NullMarked
package k4j.controllers.bootstraptoken;

import org.jspecify.annotations.NullMarked;
