package org.temper.cli;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/**
 * The version that {@code --version} shows; classes that are in no jar are of a development tree.
 */
final class Version implements IVersionProvider {
  private static final String POM = "/META-INF/maven/org.temper/temper-cli/pom.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(POM)) {
      if (in != null) {
        properties.load(in);
      }
    }
    return new String[] {
      "temper " + properties.getProperty("version", "development"),
      "DJL " + Engine.getDjlVersion() + ", Java " + Runtime.version() + ", " + platform()
    };
  }

  private static String platform() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }
}
