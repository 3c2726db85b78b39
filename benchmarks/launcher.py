"""How scripts start a recipe from the classes that `mvn -Pclasspath` leaves behind."""

import pathlib

TARGET = pathlib.Path(__file__).resolve().parent / "target"


def java(*options):
    """The command up to the recipe's name, with options of the JVM."""
    class_path = f"{TARGET / 'classes'}:{(TARGET / 'classpath').read_text()}"
    return ["java", *options, "-cp", class_path, "org.temper.cli.Launcher"]
