package k4j.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestInfosTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /api/v1/pods                                        | list pods //
          GET    | /api/v1/namespaces/a/pods                           | list pods a//
          GET    | /api/v1/namespaces/a/pods?watch=true                | watch pods a//
          GET    | /api/v1/namespaces/a/pods?watch=0                   | list pods a//
          GET    | /api/v1/watch/namespaces/a/pods                     | watch pods a//
          GET    | /api/v1/namespaces/a/pods?fieldSelector=metadata.name=b | list pods a/b/
          GET    | /api/v1/namespaces/a/pods/b                         | get pods a/b/
          HEAD   | /api/v1/namespaces/a/pods/b                         | get pods a/b/
          POST   | /api/v1/namespaces/a/pods                           | create pods a//
          POST   | /api/v1/namespaces/a/pods/b/eviction                | create pods a/b/eviction
          PUT    | /apis/apps/v1/namespaces/a/deployments/b/scale      | update deployments a/b/scale
          PATCH  | /apis/apps/v1/namespaces/a/deployments/b            | patch deployments a/b/
          DELETE | /apis/apps/v1/namespaces/a/deployments/b            | delete deployments a/b/
          DELETE | /apis/apps/v1/namespaces/a/deployments              | deletecollection deployments a//
          GET    | /api/v1/namespaces                                  | list namespaces //
          GET    | /api/v1/namespaces/a                                | get namespaces a/a/
          PUT    | /api/v1/namespaces/a/finalize                       | update namespaces a/a/finalize
          GET    | /api/v1/nodes/n/proxy/stats/summary                 | get nodes /n/proxy stats,summary
          GET    | /api                                                | get - /api
          GET    | /api/v1                                             | get - /api/v1
          GET    | /apis/apps/v1                                       | get - /apis/apps/v1
          POST   | /healthz                                            | post - /healthz
          """)
  void urlsAreRead(String method, String url, String expected) {
    int mark = url.indexOf('?');
    String path = mark < 0 ? url : url.substring(0, mark);
    Map<String, List<String>> query = new HashMap<>();
    if (mark >= 0) {
      String[] pair = url.substring(mark + 1).split("=", 2);
      query.put(pair[0], List.of(pair[1]));
    }
    assertThat(show(RequestInfos.of(method, path, new Query(query)))).isEqualTo(expected);
  }

  private static String show(RequestInfo info) {
    if (!info.isResource()) {
      return info.verb() + " - " + info.path();
    }
    String rest = info.rest().isEmpty() ? "" : " " + String.join(",", info.rest());
    return "%s %s %s/%s/%s%s"
        .formatted(
            info.verb(), info.resource(), info.namespace(), info.name(), info.subresource(), rest);
  }
}
