package k4j.cri.embedded.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import k4j.cri.container.LinuxContainerResources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Version 2 against the files that the kernel would have; machines of our tests have version 1.
final class CgroupsV2Test {
  @TempDir Path mount;

  private void file(String name, String content) throws IOException {
    Path file = mount.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @Test
  void delegatesControllersOnTheWay() throws IOException {
    file("cgroup.controllers", "cpu io memory pids misc\n");
    file("cgroup.subtree_control", "cpu\n");
    file("k4j/cgroup.controllers", "cpu memory\n");
    file("k4j/cgroup.subtree_control", "cpu memory\n");
    new CgroupsV2(mount).create("/k4j/pod");
    assertThat(mount.resolve("k4j/pod")).isDirectory();
    assertThat(mount.resolve("cgroup.subtree_control")).hasContent("+pids");
    assertThat(mount.resolve("k4j/cgroup.subtree_control")).hasContent("cpu memory");
  }

  @Test
  void writesLimits() throws IOException {
    file("g/memory.swap.max", "max");
    new CgroupsV2(mount)
        .apply("/g", LinuxContainerResources.of(1024, 50_000, 1 << 20).withPidsLimit(9));
    assertThat(mount.resolve("g/cpu.weight")).hasContent("39");
    assertThat(mount.resolve("g/cpu.max")).hasContent("50000 100000");
    assertThat(mount.resolve("g/memory.max")).hasContent("1048576");
    assertThat(mount.resolve("g/memory.swap.max")).hasContent("0");
    assertThat(mount.resolve("g/pids.max")).hasContent("9");
    assertThat(CgroupsV2.weight(2)).isEqualTo(1);
    assertThat(CgroupsV2.weight(262_144)).isEqualTo(10_000);
  }

  @Test
  void readsUsage() throws IOException {
    file("g/cpu.stat", "usage_usec 42\nuser_usec 1\n");
    file("g/memory.current", "1000\n");
    file("g/memory.stat", "anon 300\ninactive_file 200\npgfault 5\npgmajfault 1\n");
    file("g/memory.events", "low 0\noom 1\noom_kill 2\n");
    CgroupsV2 cgroups = new CgroupsV2(mount);
    assertThat(cgroups.cpuNanos("/g")).hasValue(42_000);
    assertThat(cgroups.memory("/g"))
        .isEqualTo(new Cgroups.MemorySample(true, 1000, 800, 300, 5, 1));
    assertThat(cgroups.oomKills("/g")).isEqualTo(2);
    assertThat(cgroups.memory("/none").present()).isFalse();
    assertThat(cgroups.cpuNanos("/none")).isEmpty();
  }
}
