package k4j.apiserver.extension;

import static org.assertj.core.api.Assertions.assertThat;

import k4j.api.json.JsonObject;
import k4j.apiserver.Api;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScaleTest {

  private final Api api = new Api();

  @BeforeEach
  void define() {
    Crds.create(
        api,
        Crds.gadgets(
            "{'count':{'type':'integer'}}",
            """
            'subresources':{'status':{},'scale':{'specReplicasPath':'.spec.count',
             'statusReplicasPath':'.status.n','labelSelectorPath':'.status.selector'}}
            """));
  }

  @Test
  void theScaleIsReadByThePathsOfTheDefinition() {
    Crds.post(api, "one", "{'count':2}");
    api.merge(Crds.GADGETS + "/one/status", "{'status':{'n':1,'selector':'a=b'}}");
    JsonObject scale = api.get(Crds.GADGETS + "/one/scale");
    assertThat(scale.string("kind")).isEqualTo("Scale");
    assertThat(scale.object("spec")).isEqualTo(Api.json("{'replicas':2}"));
    assertThat(scale.object("status")).isEqualTo(Api.json("{'replicas':1,'selector':'a=b'}"));
  }

  @Test
  void theScaleIsWrittenToWhereItIsRead() {
    Crds.post(api, "one", "{'count':2}");
    JsonObject scale = api.get(Crds.GADGETS + "/one/scale");
    api.put(Crds.GADGETS + "/one/scale", scale.with("spec", Api.json("{'replicas':5}")));
    JsonObject gadget = api.get(Crds.GADGETS + "/one");
    assertThat(gadget.object("spec").integer("count")).isEqualTo(5);
    assertThat(gadget.object("metadata").integer("generation")).isEqualTo(2);
    api.merge(Crds.GADGETS + "/one/scale", "{'spec':{'replicas':7}}");
    assertThat(api.get(Crds.GADGETS + "/one").object("spec").integer("count")).isEqualTo(7);
    assertThat(
            Api.failureText(
                () -> api.merge(Crds.GADGETS + "/one/scale", "{'spec':{'replicas':-1}}")))
        .isEqualTo(
            "422 Invalid: Gadget.example.com \"one\" is invalid: .spec.count: Invalid value: -1:"
                + " should be a non-negative integer");
  }

  @Test
  void whoDoesNotSayHowManyHasNoScale() {
    Crds.post(api, "one", "{}");
    assertThat(Api.failureText(() -> api.get(Crds.GADGETS + "/one/scale")))
        .isEqualTo("400 BadRequest: the spec replicas field \".spec.count\"" + " does not exist");
    assertThat(Api.failureText(() -> Crds.post(api, "two", "{'count':-1}")))
        .isEqualTo(
            "422 Invalid: Gadget.example.com \"two\" is invalid: .spec.count: Invalid value: -1:"
                + " should be a non-negative integer");
  }
}
