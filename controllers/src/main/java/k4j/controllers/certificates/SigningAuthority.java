package k4j.controllers.certificates;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/// The authority that signs certificates of the cluster's own signers.
public record SigningAuthority(X509Certificate certificate, PrivateKey key) {}
