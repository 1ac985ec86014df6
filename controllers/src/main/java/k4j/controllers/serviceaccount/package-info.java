/// Gives each namespace its default ServiceAccount.
@NullMarked
package k4j.controllers.serviceaccount;

import org.jspecify.annotations.NullMarked;
