/// What lies on disk is sealed with keys of the cluster's owner (EncryptionConfiguration).
@NullMarked
package k4j.apiserver.encryption;

import org.jspecify.annotations.NullMarked;
