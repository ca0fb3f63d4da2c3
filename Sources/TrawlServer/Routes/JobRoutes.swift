import Crypto
import Foundation
import HTTPTypes
package import Hummingbird
import Logging
import TrawlDomain
package import TrawlEngine

/// `/jobs`: what is asked for, how it stands, and all that can be done to it as a whole.
package struct JobRoutes: RouteSet {
    private let service: JobService
    private let intake: JobIntake
    private let body: RequestBodyReader

    package init(service: JobService, intake: JobIntake, body: RequestBodyReader) {
        self.service = service
        self.intake = intake
        self.body = body
    }

    package func add(to routes: RouterGroup<MemberContext>) {
        routes.get("jobs", use: list)
        routes.post("jobs", use: submit)
        routes.get("jobs/{id}", use: show)
        routes.delete("jobs/{id}", use: delete)
        routes.post("jobs/{id}/run", use: run)
        routes.post("jobs/{id}/cancel", use: cancel)
        routes.post("jobs/{id}/retry", use: retry)
        routes.get("jobs/{id}/failures", use: failures)
        routes.get("jobs/{id}/audit", use: audit)
    }

    @concurrent
    private func list(_ request: Request, _ context: MemberContext) async throws -> Response {
        let query = try QueryReader(
            request,
            knows: ["status", "owner", "profile", "node", "q", "limit", "cursor"]
        )
        var wanted = JobQuery(limit: try query.number("limit", in: 1...500) ?? 50)
        wanted.statuses = try query.choices("status")
        wanted.owner = query["owner"]
        wanted.profile = query["profile"]
        wanted.node = query["node"]
        wanted.text = query["q"].flatMap { TextFilter($0) }
        if let text = query["cursor"] {
            do {
                wanted.cursor = try JobCursor(text)
            } catch {
                throw APIFailure.badParameter("cursor", error.description)
            }
        }
        let page = try await service.jobs(wanted, for: context.principal)
        let document = JobListDocument(jobs: page.items.map { JobDocument($0) }, nextCursor: page.next)
        return EntityTag.answer(try DocumentCoding.text(of: document), to: request)
    }

    @concurrent
    private func submit(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        // Asked before the body is looked at: who may do nothing here learns nothing of nodes and profiles.
        guard context.principal.mayOperate else { throw APIFailure.forbidden("submit jobs") }
        let (document, bytes) = try await body.document(NewJobDocument.self, of: request)
        if document.commands != nil, !context.principal.mayRunCommands {
            throw APIFailure.forbidden("run commands that are not in a profile of the server")
        }
        let key = try submissionKey(request, bytes)
        let answer =
            if let known = try await known(key, context) { known } else { try await create(document, key, context) }
        if answer.isNew {
            context.logger.notice(
                "job submitted",
                metadata: ["job": "\(answer.job.id)", "nodes": "\(answer.job.counts.total)"]
            )
        }
        let location: HTTPFields = [.location: "/api/v1/jobs/\(answer.job.id)"]
        return try JSONResponse.of(
            JobDocument(answer.job),
            status: answer.isNew ? .created : .ok,
            headers: location
        )
    }

    /// The job of a request that came before under its key; the nodes and the profile that it named may be gone by now.
    private func known(_ key: SubmissionKey?, _ context: MemberContext) async throws -> Submission? {
        guard let key else { return nil }
        return try await service.submission(
            under: key,
            projectID: context.principal.projectID,
            by: context.principal,
            correlationID: context.correlationID
        )
    }

    private func create(
        _ document: NewJobDocument,
        _ key: SubmissionKey?,
        _ context: MemberContext
    ) async throws -> Submission {
        let new = try await intake.job(document, projectID: context.principal.projectID, log: context.logger)
        return try await service.submit(
            new,
            key: key,
            by: context.principal,
            correlationID: context.correlationID
        )
    }

    /// What makes the request the same one when it is sent again; the whole body counts.
    private func submissionKey(_ request: Request, _ bytes: Data) throws(APIFailure) -> SubmissionKey? {
        guard let name = HTTPField.Name("Idempotency-Key"), let text = request.headers[name] else { return nil }
        guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .malformed("Idempotency-Key must be 1 to 255 printable characters", field: "Idempotency-Key")
        }
        let digest = SHA256.hash(data: bytes).map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return SubmissionKey(text: text, fingerprint: digest.joined())
    }

    @concurrent
    private func show(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        let id = try PathReader.job(context.parameters)
        let job = try await service.job(id, for: context.principal)
        return EntityTag.answer(try DocumentCoding.text(of: JobDocument(job)), to: request)
    }

    @concurrent
    private func delete(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        try await body.nothing(of: request)
        let id = try PathReader.job(context.parameters)
        try await service.delete(id, by: context.principal)
        context.logger.notice("job deleted", metadata: ["job": "\(id)"])
        return Response(status: .noContent)
    }

    @concurrent
    private func run(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        try await body.nothing(of: request)
        let id = try PathReader.job(context.parameters)
        let job = try await service.run(id, by: context.principal, correlationID: context.correlationID)
        context.logger.notice("job run", metadata: ["job": "\(id)"])
        return try JSONResponse.of(JobDocument(job, message: "Job \(job.id) is running"))
    }

    @concurrent
    private func cancel(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        try await body.nothing(of: request)
        let id = try PathReader.job(context.parameters)
        let job = try await service.cancel(id, by: context.principal, correlationID: context.correlationID)
        context.logger.notice("job cancelled", metadata: ["job": "\(id)", "status": "\(job.status.rawValue)"])
        return try JSONResponse.of(JobDocument(job, message: Self.message(of: job)))
    }

    @concurrent
    private func retry(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        try await body.nothing(of: request)
        let id = try PathReader.job(context.parameters)
        let key = try submissionKey(request, Data("retry \(id)".utf8))
        let answer = try await service.retry(
            id,
            key: key,
            by: context.principal,
            correlationID: context.correlationID
        )
        if answer.isNew {
            context.logger.notice("job retried", metadata: ["job": "\(answer.job.id)", "retry_of": "\(id)"])
        }
        return try JSONResponse.of(
            JobDocument(answer.job),
            status: answer.isNew ? .created : .ok,
            headers: [.location: "/api/v1/jobs/\(answer.job.id)"]
        )
    }

    @concurrent
    private func failures(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        let id = try PathReader.job(context.parameters)
        let groups = try await service.failures(of: id, for: context.principal)
        return EntityTag.answer(try DocumentCoding.text(of: FailureListDocument(groups)), to: request)
    }

    @concurrent
    private func audit(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        let id = try PathReader.job(context.parameters)
        let events = try await service.audit(of: id, for: context.principal)
        let document = AuditListDocument(events: events.map(AuditDocument.init))
        return EntityTag.answer(try DocumentCoding.text(of: document), to: request)
    }

    private static func message(of job: Job) -> String {
        job.isSettled
            ? "Job \(job.id) is cancelled; nothing of it was running"
            : "Job \(job.id) is cancelled; \(job.counts.cancelled) nodes were not finished, and how their work ended "
                + "is known when settled is true"
    }
}
