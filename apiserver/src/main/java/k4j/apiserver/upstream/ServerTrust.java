package k4j.apiserver.upstream;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/// Judges a server's certificate, and no client's.
public final class ServerTrust extends X509ExtendedTrustManager {

  private final Check check;

  private ServerTrust(Check check) {
    this.check = check;
  }

  /// What is asked about a server's certificate and those that vouch for it.
  @FunctionalInterface
  private interface Check {
    void of(X509Certificate[] chain, String type) throws CertificateException;
  }

  /// By authorities and by the name that it must bear; says what is wrong as Go does.
  public static ServerTrust by(X509TrustManager authorities, String serverName) {
    return new ServerTrust((chain, type) -> check(chain, type, authorities, serverName));
  }

  /// Takes every server for what it says it is.
  static ServerTrust anybody() {
    return new ServerTrust((_, _) -> {});
  }

  /// A certificate that is not good enough.
  static final class Untrusted extends CertificateException {
    Untrusted(String message) {
      super(message);
    }
  }

  private static void check(
      X509Certificate[] chain, String type, X509TrustManager authorities, String serverName)
      throws CertificateException {
    try {
      chain[0].checkValidity();
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      throw new Untrusted("x509: certificate has expired or is not yet valid: " + e.getMessage());
    }
    try {
      authorities.checkServerTrusted(chain, type);
    } catch (CertificateException unknown) {
      var refused = new Untrusted("x509: certificate signed by unknown authority");
      refused.initCause(unknown);
      throw refused;
    }
    String problem = X509Names.problem(chain[0], serverName);
    if (!problem.isEmpty()) {
      throw new Untrusted(problem);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check.of(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check.of(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check.of(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
