/// Keys that a plugin seals, which is asked over a socket (KMS v2, KEP-3299).
@NullMarked
package k4j.apiserver.encryption.kms;

import org.jspecify.annotations.NullMarked;
