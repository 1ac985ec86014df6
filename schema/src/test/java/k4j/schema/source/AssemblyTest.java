package k4j.schema.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import k4j.schema.model.FieldModel;
import k4j.schema.model.SchemaModel;
import k4j.schema.model.TypeModel;
import k4j.schema.model.TypeModel.ScalarName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssemblyTest {

  @TempDir Path overlay;

  private SchemaModel read(String types, String structs, String descriptions) throws IOException {
    Files.writeString(
        overlay.resolve("structs"), "package io.k8s.api.core.v1\n  " + structs + "\n");
    Files.writeString(overlay.resolve("core-v1.types"), types);
    Files.writeString(overlay.resolve("resources"), "v1\nservices Service namespaced short=svc\n");
    Files.writeString(
        overlay.resolve("columns"), "Service\n  Name | string | name | - | Its name.\n");
    Files.writeString(overlay.resolve("descriptions"), descriptions);
    return Assembly.read(overlay);
  }

  @Test
  void joinsClientAndOverlay() throws IOException {
    SchemaModel schema =
        read(
            """
            package io.k8s.api.core.v1 v1
            ServicePort
              protocol default="TCP" enum=SCTP,TCP,UDP
              extra type=list:Time number=2.7
            """,
            "ServicePort name protocol appProtocol port0 targetPort nodePort extra~",
            "io.k8s.api.core.v1.ServicePort\n  targetPort Two\\nlines\n");
    var port = schema.definition("io.k8s.api.core.v1.ServicePort");
    FieldModel number = port.field("port").orElseThrow();
    assertThat(number.type()).isEqualTo(new TypeModel.Scalar(ScalarName.INT32));
    assertThat(number.required()).isTrue();
    assertThat(number.numbers()).containsExactly(3);
    assertThat(number.description()).isEqualTo("The port that will be exposed by this service.");
    assertThat(port.field("protocol").orElseThrow().rules().value("default")).isEqualTo("\"TCP\"");
    assertThat(port.field("targetPort").orElseThrow().description()).isEqualTo("Two\nlines");
    FieldModel extra = port.field("extra").orElseThrow();
    assertThat(extra.type()).isEqualTo(new TypeModel.ListOf(new TypeModel.Scalar(ScalarName.TIME)));
    assertThat(extra.numbers()).containsExactly(2, 7);
    assertThat(schema.resources().getFirst().columns()).hasSize(1);
    assertThat(port.fields()).extracting(FieldModel::name).startsWith("name", "protocol");
    assertThat(port.fields())
        .extracting(FieldModel::zero)
        .containsExactly("", "", "", "0", "", "", "null");
  }

  @Test
  void embeddedMessagesGiveTheirNumbers() throws IOException {
    SchemaModel schema =
        read(
            "package io.k8s.api.core.v1 v1\nSecretKeySelector\n",
            "SecretKeySelector name key\"\" optional",
            "");
    var selector = schema.definition("io.k8s.api.core.v1.SecretKeySelector");
    assertThat(selector.field("name").orElseThrow().numbers()).containsExactly(1, 1);
    assertThat(selector.field("key").orElseThrow().numbers()).containsExactly(2);
  }

  @Test
  void saysWhichFieldHasNoType() {
    assertThatThrownBy(() ->
            read(
                "package io.k8s.api.core.v1 v1\nServicePort\n  misspelt list=set\n",
                "ServicePort name protocol appProtocol port0 targetPort nodePort misspelt",
                ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the overlay gives no type to io.k8s.api.core.v1.ServicePort.misspelt");
  }

  @Test
  void saysWhichStructLacksAField() {
    assertThatThrownBy(() ->
            read(
                "package io.k8s.api.core.v1 v1\nSecretKeySelector\n",
                "SecretKeySelector name key\"\"",
                ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "io.k8s.api.core.v1.SecretKeySelector has the fields [key, name, optional], but the"
                + " overlay's structs say [name, key]");
  }
}
