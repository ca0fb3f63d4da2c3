import Foundation
import TrawlDomain

/// One call of the port, drawn at random.
enum Operation: Sendable {
    enum Ending: CaseIterable, Sendable {
        case succeeded, failed, requeued, handedBack
    }

    case create(JobID, nodes: Int, Custody, atOnce: Bool)
    case start(JobID)
    case claim(JobID, Int)
    case end(JobID, Int, attempt: Int, Ending, bytes: Int64, told: Bool)
    case skip(JobID)
    case cancel(JobID)
    case judge(JobID, Int, CancelOutcome, withReport: Bool)
    case finish(JobID)
    case settle(JobID)
    case note(JobID, Int, NodeStage, bytes: Int64)
    case cancelNode(JobID, Int)
    case delete(JobID)
    case recover(RecoveryPolicy)

    /// Few jobs and few nodes, so that most calls meet something that others have moved.
    static func random(_ random: inout some RandomNumberGenerator) -> Operation {
        let id = Fixture.id(.random(in: 1...60, using: &random))
        let node = Int.random(in: 0...4, using: &random)
        switch Int.random(in: 0..<106, using: &random) {
        case 0..<8:
            return .create(
                id,
                nodes: .random(in: 0...4, using: &random),
                .random(using: &random) ? .service : .process,
                atOnce: .random(using: &random)
            )
        case 8..<20: return .start(id)
        case 20..<45: return .claim(id, node)
        case 45..<68:
            return .end(
                id,
                node,
                attempt: .random(in: 0...2, using: &random),
                Ending.allCases.randomElement(using: &random) ?? .failed,
                bytes: .random(in: 0...5000, using: &random),
                told: .random(using: &random)
            )
        case 68..<70: return .skip(id)
        case 70..<74: return .cancel(id)
        case 74..<82:
            return .judge(
                id,
                node,
                CancelOutcome.allCases.randomElement(using: &random) ?? .killed,
                withReport: .random(using: &random)
            )
        case 82..<88: return .finish(id)
        case 88..<91: return .settle(id)
        case 91..<99:
            return .note(
                id,
                node,
                NodeStage.allCases.randomElement(using: &random) ?? .queued,
                bytes: .random(in: 0...9999, using: &random)
            )
        case 99: return .recover(.random(using: &random) ? .takeUp : .endOrphans)
        case 100..<104: return .cancelNode(id, node)
        default: return .delete(id)
        }
    }
}

/// What a call came to, in words that all stores share.
enum Answer: Equatable, Sendable {
    case done
    case moved(String)
    case refused(String)
    case notFound
    case names([Int])
    case recovered(Recovery)
    case conflict
}

extension JobStore {
    func answer(_ operation: Operation, at moment: Date) async throws -> Answer {
        switch operation {
        case .create(let id, let nodes, let custody, let atOnce):
            do throws(StoreError) {
                let new = NewJob(
                    name: "",
                    projectID: "p",
                    profile: "",
                    targets: "",
                    options: JobOptions(retries: 1),
                    plan: "",
                    nodes: (0..<nodes).compactMap { position in
                        (try? Fixture.name(position)).map {
                            NodeTarget(name: $0, address: "a", port: 22, connection: "")
                        }
                    },
                    custody: custody,
                    startsAtOnce: atOnce
                )
                return .moved(try await create(new, as: id, by: Fixture.alice, at: moment).status.rawValue)
            } catch {
                guard error.code == .conflict else { throw error }
                return .conflict
            }
        case .start(let id): return Answer(try await startJob(id, by: Fixture.alice, at: moment))
        case .claim(let id, let node): return Answer(try await claimNode(Fixture.name(node), of: id, at: moment))
        case .end(let id, let node, let attempt, let ending, let bytes, let told):
            let report = Fixture.report(bytes: bytes, verdict: told ? Fixture.verdict : nil)
            let result: NodeResult =
                switch ending {
                case .succeeded: .succeeded(report)
                case .failed: .failed(Fixture.failure, report)
                case .requeued: .requeued(Fixture.failure, report)
                case .handedBack: .handedBack(Fixture.failure, report)
                }
            let name = try Fixture.name(node)
            return Answer(try await finishNode(name, of: id, attempt: attempt, result: result, at: moment))
        case .skip(let id):
            return try await places(skipPending(of: id, because: Fixture.reason, at: moment))
        case .cancel(let id):
            switch try await cancelJob(id, by: Fixture.alice, at: moment) {
            case .accepted(_, let running): return try places(running)
            case .refused(let job): return .refused(job.status.rawValue)
            case .notFound: return .notFound
            }
        case .judge(let id, let node, let outcome, let withReport):
            let verdict = CancelVerdict(outcome: outcome, duration: .milliseconds(5))
            let report = withReport ? Fixture.report(bytes: 10, failure: Fixture.failure) : nil
            try await recordVerdict(verdict, report: report, node: Fixture.name(node), of: id, at: moment)
            return .done
        case .finish(let id): return Answer(try await finishJob(id, by: Fixture.system, at: moment))
        case .settle(let id):
            try await settleJob(id, at: moment)
            return .done
        case .note(let id, let node, let stage, let bytes):
            let progress = NodeProgress(stage: stage, stepsDone: 1, stepsTotal: 2, bytes: bytes)
            try await noteProgress([Fixture.name(node): progress], of: id)
            return .done
        case .cancelNode(let id, let node):
            switch try await cancelNode(Fixture.name(node), of: id, at: moment) {
            case .accepted(let record, let wasRunning): return .moved("\(record.status.rawValue) \(wasRunning)")
            case .refused(let record): return .refused(record.status.rawValue)
            case .notFound: return .notFound
            }
        case .delete(let id):
            switch try await deleteJob(id, at: moment) {
            case .deleted: return .done
            case .refused(let job): return .refused(job.status.rawValue)
            case .notFound: return .notFound
            }
        case .recover(let policy):
            return .recovered(try await recover(policy, at: moment, by: Fixture.system))
        }
    }

    private func places(_ names: [NodeName]) throws -> Answer {
        .names(names.compactMap { Int($0.description.dropFirst("web".count)) })
    }
}

extension Answer {
    init(_ move: JobMove) {
        switch move {
        case .moved(let job): self = .moved(job.status.rawValue)
        case .refused(let current): self = .refused(current.rawValue)
        case .notFound: self = .notFound
        }
    }

    init(_ move: NodeMove) {
        switch move {
        case .moved(let node): self = .moved(node.status.rawValue)
        case .refused(let current): self = .refused(current.rawValue)
        case .notFound: self = .notFound
        }
    }
}
