package k4j.apiserver.extension;

import static org.assertj.core.api.Assertions.assertThat;

import k4j.apiserver.Api;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of schemas whose defaults or patterns are wrong, in kube-apiserver's words.
class SchemaMistakesTest {

  private final Api api = new Api();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'a':{'type':'integer','default':1,'x-kubernetes-validations':[{'rule':'self > 5','message':'too small'}]}} | properties[a].default: Invalid value: 1: too small
          {'a':{'type':'object','default':{'x':1},'properties':{'x':{'type':'integer','x-kubernetes-validations':[{'rule':'self > 5','messageExpression':'string(self)'}]}}}} | properties[a].default.x: Invalid value: 1: 1
          {'a':{'type':'integer','default':1,'x-kubernetes-validations':[{'rule':'oldSelf.hasValue()','optionalOldSelf':true}]}} | properties[a].default: Invalid value: 1: failed rule: oldSelf.hasValue()
          {'a':{'type':'object','x-kubernetes-embedded-resource':true,'x-kubernetes-preserve-unknown-fields':true,'properties':{'metadata':{'type':'object','properties':{'name':{'type':'string','default':'a/b'}}}}}} | properties[a].properties[metadata].properties[name].default: Invalid value: "a/b": must result in valid metadata: metadata.name: Invalid value: "a/b": may not contain '/'
          {'a':{'type':'string','pattern':'(?=a)'}} | properties[a].pattern: Invalid value: "(?=a)": must be a valid regular expression, but isn't: error parsing regexp: invalid or unsupported Perl syntax: `(?=`
          {'a':{'type':'string','pattern':'a)'}} | properties[a].pattern: Invalid value: "a)": must be a valid regular expression, but isn't: error parsing regexp: unexpected ): `a)`
          {'a':{'type':'string','x-kubernetes-validations':[{'rule':'self.find(\\"(\\") == \\"\\"'}]}} | properties[a].x-kubernetes-validations[0].rule: Invalid value: {"Rule":"self.find(\\"(\\") == \\"\\"","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: program instantiation failed: error parsing regexp: missing closing ): `(`
          """)
  void isRefused(String properties, String cause) {
    assertThat(Api.failure(() -> Crds.create(api, Crds.gadgets(properties, ""))).details().causes())
        .extracting(each -> each.field() + ": " + each.message())
        .contains("spec.validation.openAPIV3Schema.properties[spec]." + cause);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'a':{'type':'integer','default':7,'x-kubernetes-validations':[{'rule':'self > 5'}]}}
          {'a':{'type':'integer','default':7,'x-kubernetes-validations':[{'rule':'self >= oldSelf'}]}}
          {'a':{'type':'string','pattern':'(?P<n>a)\\\\pL\\\\z'}}
          """)
  void isAccepted(String properties) {
    assertThat(Crds.create(api, Crds.gadgets(properties, "")).string("kind"))
        .isEqualTo("CustomResourceDefinition");
  }
}
