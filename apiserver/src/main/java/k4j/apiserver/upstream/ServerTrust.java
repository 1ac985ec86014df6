package k4j.apiserver.upstream;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/// Judges a server's certificate by authorities and by the name it must bear, and says what is
/// wrong as Go does.
public final class ServerTrust extends X509ExtendedTrustManager {

  private final X509TrustManager authorities;
  private final String serverName;

  public ServerTrust(X509TrustManager authorities, String serverName) {
    this.authorities = authorities;
    this.serverName = serverName;
  }

  /// A certificate that is not good enough.
  static final class Untrusted extends CertificateException {
    Untrusted(String message) {
      super(message);
    }
  }

  private void check(X509Certificate[] chain, String type) throws CertificateException {
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
    check(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, type);
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
