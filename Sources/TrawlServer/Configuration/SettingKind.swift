/// What a setting's value must look like.
package enum SettingKind: Sendable {
    case text
    /// Several; in the environment they are separated by commas.
    case texts
    case number(ClosedRange<Int>)
    case flag
    /// `20s`, `1h30m`.
    case duration(ClosedRange<Duration>)
    /// `64KiB`, `10MB`.
    case bytes(ClosedRange<Int64>)
    case choice([String])
}
