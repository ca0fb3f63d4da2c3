/// How much of YAML a file may use.
package enum YAMLDialect: Sendable {
    /// What is written for trawl: no anchors, aliases or tags.
    case strict
    /// What is written for other programs: anchors, aliases and merge keys are followed, and a value whose tag is not
    /// known here is one that cannot be read.
    case foreign
}
