package k4j.network.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import k4j.api.core.v1.Service;
import k4j.api.discovery.v1.EndpointSlice;
import k4j.api.json.JsonObject;
import k4j.api.yaml.YamlReader;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class DnsHandlersTest {

  private static final List<Service> SERVICES =
      services(
          """
          metadata: {namespace: default, name: web}
          spec: {clusterIP: 10.96.0.7, ports: [{name: http, port: 80, protocol: TCP}]}
          ---
          metadata: {namespace: default, name: db}
          spec: {clusterIP: None, ports: [{name: sql, port: 5432, protocol: TCP}]}
          ---
          metadata: {namespace: default, name: empty}
          spec: {clusterIP: None}
          ---
          metadata: {namespace: default, name: out}
          spec: {type: ExternalName, externalName: example.com}
          """);

  private static final EndpointSlice DB =
      new EndpointSlice(
          yaml(
              """
              metadata:
                namespace: default
                name: db-1
                labels: {kubernetes.io/service-name: db}
              addressType: IPv4
              ports: [{name: sql, port: 5432, protocol: TCP}]
              endpoints:
              - {addresses: [10.244.0.2], hostname: db-0, conditions: {ready: true}}
              - {addresses: [10.244.0.3], conditions: {ready: true}}
              - {addresses: [10.244.0.4], hostname: db-2, conditions: {ready: false}}
              """));

  private final List<String> asked = new ArrayList<>();

  private static List<Service> services(String documents) {
    return Arrays.stream(documents.split("---\n")).map(each -> new Service(yaml(each))).toList();
  }

  private static JsonObject yaml(String text) {
    return (JsonObject) YamlReader.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A directory with what stands above.
  private record Fixed() implements ServiceDirectory {
    @Override
    public boolean hasNamespace(String namespace) {
      return namespace.equals("default");
    }

    @Override
    public Optional<Service> service(String namespace, String name) {
      return SERVICES.stream().filter(each -> each.key().equals(namespace + "/" + name)).findAny();
    }

    @Override
    public List<EndpointSlice> slices(String namespace, String service) {
      return service.equals("db") ? List.of(DB) : List.of();
    }

    @Override
    public List<Service> servicesAt(String clusterIp) {
      return SERVICES.stream().filter(each -> each.spec().clusterIP().equals(clusterIp)).toList();
    }

    @Override
    public List<EndpointSlice> slicesAt(String address) {
      return Set.of("10.244.0.2", "10.244.0.3").contains(address) ? List.of(DB) : List.of();
    }
  }

  private DnsHandlers handlers() throws IOException {
    var settings = new ZoneSettings("cluster.local", InetAddress.getByName("10.96.0.10"), 30);
    return new DnsHandlers(
        new ClusterZone(settings, new Fixed()),
        new ReverseZone(settings, new Fixed()),
        this::outside,
        new Random(1));
  }

  /// The world outside: every name has one address.
  private byte[] outside(byte[] query, boolean tcp) {
    try {
      var message = new Message(query);
      Record question = message.getQuestion();
      asked.add(question.getName().toString());
      message.getHeader().setFlag(Flags.QR);
      message.addRecord(
          new ARecord(question.getName(), DClass.IN, 100, InetAddress.getByName("192.0.2.80")),
          Section.ANSWER);
      return message.toWire();
    } catch (IOException e) {
      throw new Upstream.UpstreamFailure("broken");
    }
  }

  private Message ask(String name, int type) throws IOException {
    Message query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    Message answer = new Message(handlers().answer(query.toWire(), false));
    assertThat(answer.getHeader().getID()).isEqualTo(query.getHeader().getID());
    return answer;
  }

  private static List<String> texts(Message answer) {
    return answer.getSection(Section.ANSWER).stream()
        .map(each -> Type.string(each.getType()) + " " + each.rdataToString())
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web.default.svc.cluster.local.             | A    | A 10.96.0.7
          WEB.Default.SVC.cluster.local.             | A    | A 10.96.0.7
          db.default.svc.cluster.local.              | A    | A 10.244.0.2; A 10.244.0.3
          db-0.db.default.svc.cluster.local.         | A    | A 10.244.0.2
          10-244-0-3.db.default.svc.cluster.local.   | A    | A 10.244.0.3
          1-2-3-4.default.pod.cluster.local.         | A    | A 1.2.3.4
          dns-version.cluster.local.                 | TXT  | TXT "1.1.0"
          ns.dns.cluster.local.                      | A    | A 10.96.0.10
          cluster.local.                             | NS   | NS ns.dns.cluster.local.
          _http._tcp.web.default.svc.cluster.local.  | SRV  | SRV 0 100 80 web.default.svc.cluster.local.
          7.0.96.10.in-addr.arpa.                    | PTR  | PTR web.default.svc.cluster.local.
          2.0.244.10.in-addr.arpa.                   | PTR  | PTR db-0.db.default.svc.cluster.local.
          out.default.svc.cluster.local.             | A    | A 192.0.2.80; CNAME example.com.
          example.org.                               | A    | A 192.0.2.80
          """)
  void answers(String name, String type, String expected) throws IOException {
    Message answer = ask(name, Type.value(type));
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(String.join("; ", texts(answer))).isEqualTo(expected);
  }

  @Test
  void srvOfAHeadlessServiceNamesEachEndpointAndItsAddress() throws IOException {
    Message answer = ask("_sql._tcp.db.default.svc.cluster.local.", Type.SRV);
    assertThat(texts(answer))
        .containsExactly(
            "SRV 0 50 5432 10-244-0-3.db.default.svc.cluster.local.",
            "SRV 0 50 5432 db-0.db.default.svc.cluster.local.");
    assertThat(answer.getSection(Section.ADDITIONAL)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "web.default.svc.cluster.local., AAAA, NOERROR",
    "default.svc.cluster.local., A, NOERROR",
    "svc.cluster.local., A, NOERROR",
    "web.other.svc.cluster.local., A, NXDOMAIN",
    "nothing.default.svc.cluster.local., A, NXDOMAIN",
    "empty.default.svc.cluster.local., A, NXDOMAIN",
    "db-2.db.default.svc.cluster.local., A, NXDOMAIN",
    "_other._tcp.web.default.svc.cluster.local., SRV, NXDOMAIN",
    "1-2-3-4.other.pod.cluster.local., A, NXDOMAIN",
    "1.2.default.pod.cluster.local., A, NXDOMAIN"
  })
  void whatIsNotThereIsSaidWithTheZonesAuthority(String name, String type, String code)
      throws IOException {
    Message answer = ask(name, Type.value(type));
    assertThat(Rcode.string(answer.getRcode())).isEqualTo(code);
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    assertThat(answer.getSection(Section.AUTHORITY))
        .singleElement()
        .satisfies(each -> assertThat(each.getType()).isEqualTo(Type.SOA));
    assertThat(asked).isEmpty();
  }

  @Test
  void whenNobodyOutsideAnswersTheServerSaysSo() throws IOException {
    var settings = new ZoneSettings("cluster.local", InetAddress.getByName("10.96.0.10"), 30);
    var handlers =
        new DnsHandlers(
            new ClusterZone(settings, new Fixed()),
            new ReverseZone(settings, new Fixed()),
            (_, _) -> {
              throw new Upstream.UpstreamFailure("i/o timeout");
            },
            new Random(1));
    Message query =
        Message.newQuery(Record.newRecord(Name.fromString("example.org."), Type.A, DClass.IN));
    assertThat(new Message(handlers.answer(query.toWire(), false)).getRcode())
        .isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void nonsenseGetsAFormatError() throws IOException {
    byte[] answer = handlers().answer(new byte[] {1, 2, 3}, false);
    assertThat(new Message(answer).getRcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void answersFromOutsideAreKeptForHalfAMinuteAndAge() throws IOException {
    var clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    var cached = new CachedUpstream(this::outside, clock);
    byte[] query =
        Message.newQuery(Record.newRecord(Name.fromString("example.org."), Type.A, DClass.IN))
            .toWire();

    cached.ask(query, false);
    clock.advance(Duration.ofSeconds(10));
    Message second = new Message(cached.ask(query, false));
    assertThat(asked).hasSize(1);
    assertThat(second.getSection(Section.ANSWER).getFirst().getTTL()).isEqualTo(90);

    clock.advance(Duration.ofSeconds(21));
    cached.ask(query, false);
    assertThat(asked).hasSize(2);
  }
}
