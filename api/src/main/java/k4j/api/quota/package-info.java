/// What objects use up of resource quotas, for admission and for the controller alike.
@NullMarked
package k4j.api.quota;

import org.jspecify.annotations.NullMarked;
