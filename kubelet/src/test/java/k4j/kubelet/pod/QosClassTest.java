package k4j.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import k4j.kubelet.Text;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QosClassTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | BestEffort",
        "{'requests':{'cpu':'0'}} | BestEffort",
        "{'requests':{'cpu':'1'}} | Burstable",
        "{'limits':{'cpu':'1'},'requests':{'cpu':'1'}} | Burstable",
        "{'limits':{'cpu':'1','memory':'1Gi'},'requests':{'cpu':'1','memory':'1Gi'}} | Guaranteed",
        "{'limits':{'cpu':'1000m','memory':'1Gi'},"
            + "'requests':{'cpu':'1','memory':'1024Mi'}} | Guaranteed",
        "{'limits':{'cpu':'2','memory':'1Gi'},'requests':{'cpu':'1','memory':'1Gi'}} | Burstable"
      })
  void resourcesDecide(String resources, String expected) {
    String container = "{'name':'c','resources':" + resources + "}";
    assertThat(QosClass.of(Text.pod("{'containers':[" + container + "]}"))).hasToString(expected);
    assertThat(QosClass.of(Text.pod("{'containers':[" + container + ",{'name':'d'}]}")))
        .hasToString(expected.equals("Guaranteed") ? "Burstable" : expected);
  }
}
