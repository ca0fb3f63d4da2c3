import Foundation

/// One run of a program that serves as an oracle, to its end.
struct ToolRun {
    let status: Int32
    let output: String
    let errors: String

    /// Runs a program found through PATH, with `input` as its standard input.
    init(_ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let pipes = (input: Pipe(), output: Pipe(), errors: Pipe())
        process.standardInput = pipes.input
        process.standardOutput = pipes.output
        process.standardError = pipes.errors
        try process.run()
        // The inputs here are far below what a pipe holds, so that writing first cannot block.
        try pipes.input.fileHandleForWriting.write(contentsOf: Data(input))
        try pipes.input.fileHandleForWriting.close()
        output = String(decoding: try pipes.output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        errors = String(decoding: try pipes.errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }

    /// The run's output; a status other than 0 is an error that carries what the program said.
    static func output(_ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]) throws -> String
    {
        let run = try ToolRun(arguments, input: input, environment: environment)
        guard run.status == 0 else { throw Failure(arguments: arguments, status: run.status, errors: run.errors) }
        return run.output
    }

    struct Failure: Error {
        let arguments: [String]
        let status: Int32
        let errors: String
    }
}
