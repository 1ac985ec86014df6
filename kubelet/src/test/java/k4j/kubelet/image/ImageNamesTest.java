package k4j.kubelet.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nginx",
        "nginx:1.27",
        "k4j.local/host",
        "localhost:5000/a/b_c:v1",
        "registry.example.com/team/app@sha256:"
            + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void referencesAreAccepted(String name) {
    assertThat(ImageNames.problem(name)).isEmpty();
  }

  @Test
  void problemsAreNamed() {
    assertThat(ImageNames.problem("UPPER"))
        .contains(
            "couldn't parse image name \"UPPER\": invalid reference format:"
                + " repository name (library/UPPER) must be lowercase");
    assertThat(ImageNames.problem("a b"))
        .contains("couldn't parse image name \"a b\": invalid reference format");
  }

  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io/library/nginx",
    "bitnami/redis:7, docker.io/bitnami/redis",
    "localhost:5000/app:v1, localhost:5000/app",
    "ghcr.io/a/b@sha256:00, ghcr.io/a/b"
  })
  void theRegistryIsKnown(String name, String expected) {
    assertThat(ImageNames.hostAndRepository(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "https://index.docker.io/v1/, docker.io/library/nginx, true",
    "docker.io, docker.io/library/nginx, true",
    "localhost:5000, localhost:5000/app, true",
    "*.example.com, registry.example.com/app, true",
    "example.com/team, example.com/team/app, true",
    "example.com/team, example.com/other/app, false",
    "example.com, other.com/app, false"
  })
  void credentialsFitTheirRegistry(String entry, String target, boolean fits) {
    assertThat(PullSecrets.fits(entry, target)).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT10S, 10s",
    "PT1M20S, 1m20s",
    "PT5M, 5m0s",
    "PT0.0125S, 12.5ms",
    "PT1.5S, 1.5s",
    "PT2H, 2h0m0s"
  })
  void durationsReadAsInGo(String duration, String expected) {
    assertThat(GoDuration.format(Duration.parse(duration))).isEqualTo(expected);
  }
}
