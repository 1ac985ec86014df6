/// Makes and deletes the volumes of storage classes whose provisioner is `k4j.local/directory`.
@NullMarked
package k4j.controllers.directoryprovisioner;

import org.jspecify.annotations.NullMarked;
