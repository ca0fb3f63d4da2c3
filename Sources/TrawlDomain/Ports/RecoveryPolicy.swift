/// What a new process does about jobs that earlier ones left open.
package enum RecoveryPolicy: Sendable {
    /// It ends those that nobody can go on with; the service's are left to the service.
    case endOrphans
    /// It is the service: it also takes up what is in its custody.
    case takeUp
}
