package k4j.cri.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import k4j.cri.CriException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReferenceTest {
  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io/library/nginx:latest, https://registry-1.docker.io/v2/",
    "nginx:1.27, docker.io/library/nginx:1.27, https://registry-1.docker.io/v2/",
    "bitnami/redis, docker.io/bitnami/redis:latest, https://registry-1.docker.io/v2/",
    "index.docker.io/nginx, docker.io/library/nginx:latest, https://registry-1.docker.io/v2/",
    "quay.io/a/b/c:v1, quay.io/a/b/c:v1, https://quay.io/v2/",
    "localhost:5000/x, localhost:5000/x:latest, http://localhost:5000/v2/",
    "localhost/x, localhost/x:latest, http://localhost/v2/",
    "127.0.0.2:5000/x:y, 127.0.0.2:5000/x:y, http://127.0.0.2:5000/v2/",
    "registry.example:443/a-b_c/d.e, registry.example:443/a-b_c/d.e:latest,"
        + " https://registry.example:443/v2/"
  })
  void writesNamesInFull(String text, String full, String base) {
    assertThat(Reference.parse(text)).hasToString(full);
    assertThat(Reference.parse(text).base()).isEqualTo(base);
    assertThat(Reference.parse(full)).isEqualTo(Reference.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Nginx", "a//b", "a:b:c", "a@sha256:12", "-x", "a b", "x/../y", "a:"})
  void refusesWhatIsNoName(String text) {
    assertThatThrownBy(() -> Reference.parse(text))
        .isInstanceOf(CriException.class)
        .hasMessageContaining("invalid reference format");
  }

  @org.junit.jupiter.api.Test
  void prefersADigest() {
    String digest = "sha256:" + "ab".repeat(32);
    Reference reference = Reference.parse("redis:7@" + digest);
    assertThat(reference.version()).isEqualTo(digest);
    assertThat(reference.tag()).contains("7");
    assertThat(Reference.parse("redis@" + digest).tag()).isEmpty();
  }
}
