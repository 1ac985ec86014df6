/// Gives secrets the tokens of their service accounts.
@NullMarked
package k4j.controllers.serviceaccounttoken;

import org.jspecify.annotations.NullMarked;
