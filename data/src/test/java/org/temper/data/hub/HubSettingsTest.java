package org.temper.data.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.data.hub.HubSettings.Access;
import org.temper.data.hub.HubSettings.Linking;

/** The environment is read as Hugging Face's libraries read it. */
class HubSettingsTest {
  @TempDir private Path directory;

  private static Map<String, String> environment(String text) {
    Map<String, String> environment = new LinkedHashMap<>();
    Arrays.stream(text.strip().split(" +"))
        .filter(pair -> !pair.isEmpty())
        .forEach(
            pair ->
                environment.put(
                    pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1)));
    environment.putIfAbsent("HOME", "/home/u");
    return environment;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HOME=/home/u | /home/u/.cache/huggingface/hub",
        "XDG_CACHE_HOME=/x | /x/huggingface/hub",
        "XDG_CACHE_HOME=/x HF_HOME=/h | /h/hub",
        "HF_HOME=~/h | /home/u/h/hub",
        "HF_HOME=~ | /home/u/hub",
        "HF_HOME=$BIG/${WHO}/h BIG=/big WHO=me | /big/me/h/hub",
        "HF_HOME=/a/$UNKNOWN | /a/$UNKNOWN/hub",
        "HF_HOME=/h HF_HUB_CACHE=/c | /c",
        "HF_HOME=/h HUGGINGFACE_HUB_CACHE=/old | /old",
        "HUGGINGFACE_HUB_CACHE=/old HF_HUB_CACHE=/c | /c",
        "HF_HUB_CACHE= HF_HOME=/h | /h/hub",
      })
  void theCacheIsWhereTheVariablesSay(String variables, String cache) throws IOException {
    assertThat(HubSettings.of(environment(variables)).cache()).isEqualTo(Path.of(cache));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HOME=/h | ONLINE",
        "HF_HUB_OFFLINE=1 | OFFLINE",
        "HF_HUB_OFFLINE=true | OFFLINE",
        "HF_HUB_OFFLINE=Yes | OFFLINE",
        "HF_HUB_OFFLINE=0 | ONLINE",
        "TRANSFORMERS_OFFLINE=on | OFFLINE",
        "HF_HUB_OFFLINE=0 TRANSFORMERS_OFFLINE=1 | ONLINE",
      })
  void offlineIsAsked(String variables, Access access) throws IOException {
    assertThat(HubSettings.of(environment(variables)).access()).isEqualTo(access);
  }

  @Test
  void linksCanBeDisabled() throws IOException {
    assertThat(HubSettings.of(environment("")).linking()).isEqualTo(Linking.LINKS);
    assertThat(HubSettings.of(environment("HF_HUB_DISABLE_SYMLINKS=1")).linking())
        .isEqualTo(Linking.COPIES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HOME=/h | https://huggingface.co | huggingface.co",
        "HF_ENDPOINT=https://hub.example.com/ | https://hub.example.com | hub.example.com",
        "HF_ENDPOINT=http://127.0.0.1:8080 | http://127.0.0.1:8080 | 127.0.0.1:8080",
      })
  void theEndpointIsAnAddress(String variables, String endpoint, String host) throws IOException {
    HubSettings settings = HubSettings.of(environment(variables));
    assertThat(settings.endpoint()).hasToString(endpoint);
    assertThat(settings.host()).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "huggingface.co",
        "ftp://huggingface.co",
        "https://",
        "https://me:secret@huggingface.co",
        "https://huggingface.co?x",
        "https://hugging\\face"
      })
  void otherEndpointsAreRefused(String endpoint) {
    assertThatThrownBy(() -> HubSettings.of(environment("HF_ENDPOINT=" + endpoint)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HF_ENDPOINT: expected an address");
  }

  @Test
  void theTokenIsGivenOrInAFile() throws IOException {
    String home = "HF_HOME=" + directory;
    assertThat(HubSettings.of(environment(home)).token()).isEmpty();
    Files.writeString(directory.resolve("token"), "hf_file\n");
    Files.writeString(directory.resolve("other"), "hf_other");
    Files.writeString(directory.resolve("empty"), "\n");
    assertThat(HubSettings.of(environment(home)).token()).contains("hf_file");
    String path = home + " HF_TOKEN_PATH=" + directory;
    assertThat(HubSettings.of(environment(path + "/other")).token()).contains("hf_other");
    assertThat(HubSettings.of(environment(path + "/empty")).token()).isEmpty();
    assertThat(HubSettings.of(environment(home + " HF_TOKEN=hf_given")).token())
        .contains("hf_given");
  }

  @Test
  void theTokenIsToldToNobody() throws IOException {
    assertThat(HubSettings.of(environment("HF_TOKEN=hf_given")))
        .asString()
        .contains("token=given")
        .doesNotContain("hf_given");
    Map<String, String> broken = environment("");
    broken.put("HF_TOKEN", "hf_gi\nven");
    assertThatThrownBy(() -> HubSettings.of(broken))
        .hasMessageContaining("HF_TOKEN: expected")
        .hasMessageNotContaining("hf_gi");
  }
}
