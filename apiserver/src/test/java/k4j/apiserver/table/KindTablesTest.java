package k4j.apiserver.table;

import static k4j.apiserver.Api.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.request.Payload;
import org.junit.jupiter.api.Test;

class KindTablesTest {

  private static final Catalog CATALOG = new BuiltinCatalog();
  private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");
  private static final String META =
      "'metadata':{'name':'web','creationTimestamp':'2026-01-02T11:55:30Z'}";

  private final KindTables tables = new KindTables(() -> NOW);

  private static Resource resource(String group, String version, String plural) {
    Resource found = CATALOG.resource(new ResourceName(group, version, plural));
    assertThat(found).isNotNull();
    return found;
  }

  private JsonObject table(Resource resource, String include, JsonObject... objects) {
    return tables.table(
        resource,
        JsonObject.EMPTY.with("resourceVersion", "7"),
        List.of(objects).stream().map(Payload::of).toList(),
        "v1",
        include);
  }

  private String cells(String group, String version, String plural, String rest) {
    JsonObject object = json("{" + META + "," + rest + "}");
    JsonArray rows = table(resource(group, version, plural), "None", object).array("rows");
    return rows.object(0)
        .array("cells")
        .toString()
        .replace('"', '\'')
        .replace("\\u003c", "<")
        .replace("\\u003e", ">");
  }

  @Test
  void everyColumnHasACell() {
    for (Resource resource : CATALOG.resources()) {
      JsonObject table = table(resource, "", json("{" + META + "}"));
      int cells = table.array("rows").object(0).array("cells").size();
      // An address has its age in a cell that no column names, in Kubernetes too.
      int extra = resource.kind().equals("IPAddress") ? 1 : 0;
      assertThat(cells - extra)
          .as(resource.name().toString())
          .isEqualTo(table.array("columnDefinitions").size());
    }
  }

  @Test
  void theTableIsOfMetaV1() {
    JsonObject table = table(resource("", "v1", "configmaps"), "", json("{" + META + "}"));
    assertThat(table.string("kind")).isEqualTo("Table");
    assertThat(table.string("apiVersion")).isEqualTo("meta.k8s.io/v1");
    assertThat(table.object("metadata").string("resourceVersion")).isEqualTo("7");
    JsonObject name = table.array("columnDefinitions").object(0);
    assertThat(name.string("format")).isEqualTo("name");
    assertThat(name.string("description")).startsWith("Name must be unique");
  }

  @Test
  void rowsCarryWhatIsAskedFor() {
    Resource pods = resource("", "v1", "pods");
    JsonObject pod = json("{'kind':'Pod'," + META + "}");
    assertThat(table(pods, "", pod).array("rows").object(0).object("object").string("kind"))
        .isEqualTo("PartialObjectMetadata");
    assertThat(table(pods, "Object", pod).array("rows").object(0).get("object")).isEqualTo(pod);
    assertThat(table(pods, "None", pod).array("rows").object(0).get("object"))
        .isEqualTo(JsonNull.NULL);
    assertThatThrownBy(() -> table(pods, "Half", pod))
        .isInstanceOfSatisfying(
            StatusException.class,
            refused ->
                assertThat(refused.status().message())
                    .startsWith("Unable to convert to Table as requested: includeObject"));
  }

  @Test
  void workloads() {
    String pods =
        "'template':{'spec':{'containers':[{'name':'a','image':'x'},{'name':'b','image':'y'}]}}";
    String spec = "'spec':{'replicas':3,'selector':{'matchLabels':{'app':'web'}}," + pods + "}";
    assertThat(
            cells(
                "apps",
                "v1",
                "deployments",
                spec + ",'status':{'readyReplicas':2,'updatedReplicas':3,'availableReplicas':1}"))
        .isEqualTo("['web','2/3',3,1,'4m30s','a,b','x,y','app=web']");
    assertThat(cells("apps", "v1", "replicasets", spec))
        .isEqualTo("['web',3,0,0,'4m30s','a,b','x,y','app=web']");
    assertThat(cells("apps", "v1", "statefulsets", spec))
        .isEqualTo("['web','0/3','4m30s','a,b','x,y']");
    assertThat(
            cells(
                "batch",
                "v1",
                "jobs",
                "'spec':{'completions':2,"
                    + pods
                    + "},'status':{'succeeded':2,"
                    + "'startTime':'2026-01-02T11:55:30Z','completionTime':'2026-01-02T11:56:00Z',"
                    + "'conditions':[{'type':'Complete','status':'True'}]}"))
        .isEqualTo("['web','Complete','2/2','30s','4m30s','a,b','x,y','<none>']");
    assertThat(
            cells(
                "batch",
                "v1",
                "cronjobs",
                "'spec':{'schedule':'* * * * *','suspend':false},'status':{}"))
        .isEqualTo("['web','* * * * *','<none>','False',0,'<none>','4m30s','','','<none>']");
  }

  @Test
  void services() {
    assertThat(
            cells(
                "",
                "v1",
                "services",
                "'spec':{'type':'NodePort','clusterIPs':['10.0.0.1'],'selector':{'app':'web'},"
                    + "'ports':[{'port':80,'nodePort':30080,'protocol':'TCP'},"
                    + "{'port':53,'protocol':'UDP'}]}"))
        .isEqualTo(
            "['web','NodePort','10.0.0.1','<none>','80:30080/TCP,53/UDP','4m30s','app=web']");
    assertThat(cells("", "v1", "services", "'spec':{'type':'LoadBalancer'}"))
        .isEqualTo("['web','LoadBalancer','<none>','<pending>','<none>','4m30s','<none>']");
    assertThat(
            cells(
                "",
                "v1",
                "endpoints",
                "'subsets':[{'addresses':[{'ip':'10.0.0.1'},{'ip':'fd00::1'}],"
                    + "'ports':[{'port':80},{'port':443}]}]"))
        .isEqualTo("['web','10.0.0.1:80,[fd00::1]:80,10.0.0.1:443 + 1 more...','4m30s']");
    assertThat(
            cells(
                "discovery.k8s.io",
                "v1",
                "endpointslices",
                "'addressType':'IPv4','ports':[{'port':80}],'endpoints':[]"))
        .isEqualTo("['web','IPv4','80','<unset>','4m30s']");
  }

  @Test
  void theCluster() {
    assertThat(
            cells(
                "",
                "v1",
                "nodes",
                "'spec':{'unschedulable':true},'status':{"
                    + "'conditions':[{'type':'Ready','status':'True'}],"
                    + "'addresses':[{'type':'InternalIP','address':'10.1.1.1'}],"
                    + "'nodeInfo':{'kubeletVersion':'v1.36.2','osImage':'Debian',"
                    + "'kernelVersion':'6.1','architecture':'amd64'}}"))
        .isEqualTo(
            "['web','Ready,SchedulingDisabled','<none>','4m30s','v1.36.2','10.1.1.1','<none>',"
                + "'Debian','6.1 (amd64)','<unknown>']");
    assertThat(
            cells(
                "",
                "v1",
                "events",
                "'lastTimestamp':'2026-01-02T11:59:00Z','firstTimestamp':'2026-01-02T11:00:00Z',"
                    + "'type':'Normal','reason':'Pulled','count':4,'message':' done ',"
                    + "'involvedObject':{'kind':'Pod','name':'p','fieldPath':'spec'},"
                    + "'source':{'component':'kubelet','host':'n'}"))
        .isEqualTo("['60s','Normal','Pulled','pod/p','spec','kubelet, n','done','60m',4,'web']");
    assertThat(
            cells(
                "",
                "v1",
                "resourcequotas",
                "'status':{'hard':{'pods':'10','limits.cpu':'2'},'used':{'pods':'3'}}"))
        .isEqualTo("['web','pods: 3/10','limits.cpu: 0/2','4m30s']");
    assertThat(cells("", "v1", "limitranges", "'spec':{}"))
        .isEqualTo("['web','2026-01-02T11:55:30Z']");
  }

  @Test
  void flowSchemasComeByPrecedence() {
    JsonObject table =
        table(
            resource("flowcontrol.apiserver.k8s.io", "v1", "flowschemas"),
            "None",
            json("{'metadata':{'name':'a'},'spec':{'matchingPrecedence':9000}}"),
            json("{'metadata':{'name':'b'},'spec':{'matchingPrecedence':2}}"));
    assertThat(table.array("rows").object(0).array("cells").strings()).startsWith("b");
  }

  @Test
  void scaleIsShownAsScale() {
    JsonObject scale =
        json("{'kind':'Scale'," + META + ",'spec':{'replicas':3},'status':{'replicas':2}}");
    Resource deployments = resource("apps", "v1", "deployments");
    var scales =
        new Resource(
            new ResourceName("autoscaling", "v1", "scales"),
            "Scale",
            "scale",
            true,
            List.of(),
            List.of(),
            List.of(),
            true,
            deployments.type(),
            List.of(),
            List.of(),
            List.of());
    JsonObject table = table(scales, "None", scale);
    assertThat(table.array("columnDefinitions").object(1).string("name")).isEqualTo("Desired");
    assertThat(table.array("rows").object(0).array("cells")).hasToString("[\"web\",3,2,\"4m30s\"]");
  }
}
