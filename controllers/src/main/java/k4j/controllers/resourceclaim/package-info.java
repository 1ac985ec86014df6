/// Makes the device claims that pods ask for by template, and takes care of who uses which.
@NullMarked
package k4j.controllers.resourceclaim;

import org.jspecify.annotations.NullMarked;
