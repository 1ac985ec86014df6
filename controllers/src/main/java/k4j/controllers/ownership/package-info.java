/// Who owns whom, and taking over or letting go of objects.
@NullMarked
package k4j.controllers.ownership;

import org.jspecify.annotations.NullMarked;
