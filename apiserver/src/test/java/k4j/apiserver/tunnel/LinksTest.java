package k4j.apiserver.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Links in pages that come through a proxy.
class LinksTest {

  private static final ProxiedLinks LINKS =
      new ProxiedLinks("/api/v1/namespaces/n/pods/p/proxy", "10.0.0.1:80", "api:6443");

  @ParameterizedTest
  @CsvSource({
    "/x, /api/v1/namespaces/n/pods/p/proxy/x",
    "/x/, /api/v1/namespaces/n/pods/p/proxy/x/",
    "/x?a=b#c, /api/v1/namespaces/n/pods/p/proxy/x?a=b#c",
    "http://10.0.0.1:80/x, /api/v1/namespaces/n/pods/p/proxy/x",
    "https://api:6443/x, https://api:6443/api/v1/namespaces/n/pods/p/proxy/x",
    "http://elsewhere/x, http://elsewhere/x",
    "x/y, x/y",
    "'', ''",
    "mailto:me, mailto:me",
    "/api/v1/namespaces/n/pods/p/proxy/x, /api/v1/namespaces/n/pods/p/proxy/x",
  })
  void aLinkLeadsThroughTheProxy(String link, String changed) {
    assertThat(LINKS.through(link)).isEqualTo(changed);
  }

  @Test
  void onlyLinksChange() {
    String page =
        "<!DOCTYPE html><!-- <a href=\"/no\"> --><html><head><title><a href='/no'></title><script"
            + " src=/yes>if (a<b) '<a href=\"/no\">'</script><LINK rel=x HREF='/yes'/></head><body"
            + " data-x=\"/no\"><a class=c href=\"/yes?a=1&amp;b=2\">/no</a><img src=\"no\" alt><p>1"
            + " < 2</p></body></html>";
    assertThat(HtmlLinks.rewrite(page, link -> link.startsWith("/") ? "/P" + link : link))
        .isEqualTo(
            "<!DOCTYPE html><!-- <a href=\"/no\"> --><html><head><title><a href='/no'></title>"
                + "<script src=\"/P/yes\">if (a<b) '<a href=\"/no\">'</script><LINK rel=x"
                + " HREF=\"/P/yes\"/></head><body data-x=\"/no\"><a class=c"
                + " href=\"/P/yes?a=1&amp;b=2\">/no</a><img src=\"no\" alt><p>1 <"
                + " 2</p></body></html>");
  }
}
