package k4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The dependency table of the design, over the compiled classes of every module.
class ArchitectureTest {

  private static JavaClasses all;

  @BeforeAll
  static void readClasses() {
    all =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("k4j");
  }

  static Stream<Arguments> table() {
    return Stream.of(
        Arguments.of("api", List.of()),
        Arguments.of("store", List.of()),
        Arguments.of("apiserver", List.of("api", "store")),
        Arguments.of("client", List.of("api")),
        Arguments.of("controllers", List.of("api", "client")),
        Arguments.of("scheduler", List.of("api", "client")),
        Arguments.of("cri", List.of()),
        Arguments.of("kubelet", List.of("api", "client", "cri")),
        Arguments.of("network", List.of("api", "client")));
  }

  @ParameterizedTest
  @MethodSource("table")
  void aModuleUsesOnlyWhatTheDesignGivesIt(String module, List<String> mayUse) {
    var allowed = new ArrayList<String>(List.of("k4j." + module + ".."));
    mayUse.forEach(each -> allowed.add("k4j." + each + ".."));
    noClasses()
        .that()
        .resideInAPackage("k4j." + module + "..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are of another module",
                type ->
                    type.getPackageName().startsWith("k4j.")
                        && allowed.stream()
                            .map(each -> each.substring(0, each.length() - 2))
                            .noneMatch(each ->
                                type.getPackageName().equals(each)
                                    || type.getPackageName().startsWith(each + "."))))
        .check(all);
  }

  @Test
  void controllersDoNotKnowEachOther() {
    slices()
        .matching("k4j.controllers.(*)..")
        .namingSlices("controller $1")
        .should()
        .beFreeOfCycles()
        .check(all);
  }

  @Test
  void aPlanTouchesNoInputOrOutput() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Plan")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..", "java.nio.file..", "java.nio.channels..", "java.net..", "org.slf4j..")
        .check(all);
  }

  @Test
  void onlyTheClusterModuleWiresComponents() {
    classes()
        .that()
        .haveSimpleName("Cluster")
        .and()
        .resideInAPackage("k4j..")
        .should()
        .resideInAPackage("k4j.cluster..")
        .check(all);
  }
}
