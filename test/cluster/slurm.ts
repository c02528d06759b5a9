import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { availableParallelism, hostname, tmpdir, totalmem, userInfo } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "scontrol", "scancel", "squeue", "sinfo"] as const;
/** Daemons lie where only root's path leads. */
const SEARCHED = `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;

/** Those of Slurm's programs that this machine lacks. */
export function missing(programs: readonly string[] = PROGRAMS): readonly string[] {
	return programs.filter((program) => spawnSync("sh", ["-c", `command -v ${program}`], { env: { PATH: SEARCHED } }).status !== 0);
}

/** A Slurm of one node: controller, node and MUNGE as the current user, on loopback, in a temporary folder. */
export class Slurm {
	readonly folder = mkdtempSync(path.join(tmpdir(), "slurm-"));
	/** What its commands, and Snakemake, need to find it. */
	readonly environment: NodeJS.ProcessEnv = { ...process.env, PATH: SEARCHED, SLURM_CONF: path.join(this.folder, "slurm.conf") };
	private readonly daemons: ChildProcess[] = [];

	private constructor() {}

	static async start(): Promise<Slurm> {
		const slurm = new Slurm();
		try {
			await slurm.begin();
			return slurm;
		} catch (error) {
			await slurm.stop();
			throw error;
		}
	}

	/** Runs one of Slurm's commands. */
	command(program: string, ...args: string[]): string {
		const { status, stdout, stderr } = spawnSync(program, args, { env: this.environment, encoding: "utf8" });
		if (status !== 0) {
			throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
		}
		return stdout;
	}

	/** Waits until no job is left, for half a minute at most. */
	async idle(): Promise<void> {
		for (let tries = 0; tries < 150 && this.command("squeue", "--noheader") !== ""; tries++) {
			await pause(200);
		}
	}

	/** Ends jobs, then the daemons that were started here, by their process ids. */
	async stop(): Promise<void> {
		try {
			this.command("scancel", "--user", userInfo().username);
			await this.idle();
		} catch {
			// A Slurm that never came up has no jobs.
		}
		for (const daemon of [...this.daemons].reverse()) {
			if (daemon.exitCode === null && daemon.signalCode === null) {
				const ended = once(daemon, "exit");
				daemon.kill("SIGTERM");
				const late = setTimeout(() => daemon.kill("SIGKILL"), 10_000);
				await ended;
				clearTimeout(late);
			}
		}
		rmSync(this.folder, { recursive: true, force: true });
	}

	private async begin(): Promise<void> {
		// MUNGE wants its key private, and its socket where everybody may come.
		const munge = path.join(this.folder, "munge");
		for (const folder of [munge, path.join(this.folder, "state"), path.join(this.folder, "spool")]) {
			mkdirSync(folder, { mode: 0o711 });
		}
		spawnSync("chmod", ["711", this.folder]);
		writeFileSync(path.join(munge, "key"), randomBytes(128), { mode: 0o600 });
		writeFileSync(path.join(this.folder, "slurm.conf"), await this.configuration(path.join(munge, "socket")));
		const at = (name: string): string => path.join(munge, name);
		this.daemon("munged", "--foreground", "--num-threads=10", `--key-file=${at("key")}`, `--socket=${at("socket")}`, `--pid-file=${at("pid")}`, `--log-file=${at("log")}`, `--seed-file=${at("seed")}`);
		this.daemon("slurmctld", "-D", "-f", path.join(this.folder, "slurm.conf"));
		this.daemon("slurmd", "-D", "-f", path.join(this.folder, "slurm.conf"));
		for (let tries = 0; tries < 150; tries++) {
			await pause(200);
			if (this.state() === "idle") {
				return;
			}
		}
		throw new Error(`Slurm's node is “${this.state()}” after 30 seconds, not idle.`);
	}

	private state(): string {
		return spawnSync("sinfo", ["--noheader", "--format=%t"], { env: this.environment, encoding: "utf8" }).stdout.trim();
	}

	private daemon(program: string, ...args: string[]): void {
		const daemon = spawn(program, args, { env: this.environment, stdio: ["ignore", "pipe", "pipe"] });
		const log = createWriteStream(path.join(this.folder, `${program}.log`));
		daemon.stdout.pipe(log, { end: false });
		daemon.stderr.pipe(log, { end: false });
		daemon.on("error", (error) => log.write(`${error.message}\n`));
		this.daemons.push(daemon);
	}

	/** No cgroups, no accounting, no address but loopback's. */
	private async configuration(socket: string): Promise<string> {
		const host = hostname().split(".")[0] ?? "localhost";
		const [controller, node] = [await freePort(), await freePort()];
		const user = userInfo().username;
		const lines = [
			"ClusterName=loopback",
			`SlurmctldHost=${host}(127.0.0.1)`,
			`SlurmUser=${user}`,
			`SlurmdUser=${user}`,
			`SlurmctldPort=${controller}`,
			`SlurmdPort=${node}`,
			"CommunicationParameters=NoCtldInAddrAny,NoInAddrAny",
			"AuthType=auth/munge",
			"CredType=cred/munge",
			`AuthInfo=socket=${socket}`,
			`StateSaveLocation=${this.folder}/state`,
			`SlurmdSpoolDir=${this.folder}/spool`,
			`SlurmctldPidFile=${this.folder}/slurmctld.pid`,
			`SlurmdPidFile=${this.folder}/slurmd.pid`,
			"ProctrackType=proctrack/linuxproc",
			"TaskPlugin=task/none",
			"JobAcctGatherType=jobacct_gather/none",
			"AccountingStorageType=accounting_storage/none",
			"MpiDefault=none",
			"SwitchType=switch/none",
			"SelectType=select/cons_tres",
			"SelectTypeParameters=CR_CPU",
			"SchedulerType=sched/builtin",
			"ReturnToService=2",
			"KillWait=5",
			`NodeName=${host} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} RealMemory=${Math.floor(totalmem() / 2 ** 20)} State=UNKNOWN`,
			"PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
		];
		return `${lines.join("\n")}\n`;
	}
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === "string") {
		throw new Error("no port");
	}
	return address.port;
}
